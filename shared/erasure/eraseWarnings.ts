import type { Episode } from "../selfWarnings/episodes.ts";
import { contains } from "./erasedText.ts";
import type { ErasureStage } from "./erasureStep.ts";
import { changeFor, type ErasureWish } from "./erasureWish.ts";

const mostTries = 8;

/** What the bridge has said about itself and remembers until it is over. */
export const eraseWarnings: ErasureStage = async function* ({ warnings }, wish) {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const stored = await warnings.read();
    if (stored === undefined) return;
    const count = stored.state.episodes.filter((episode) => isConcerned(episode, wish)).length;
    if (count === 0) return;
    const episodes = stored.state.episodes.map((episode) =>
      isConcerned(episode, wish) ? erasedEpisode(episode, wish) : episode,
    );
    const isDone =
      wish.isDryRun ||
      (await warnings.write({ ...stored.state, episodes }, stored.version)).kind === "written";
    if (!isDone) continue;
    yield { counts: { warnings: count }, after: undefined };
    return;
  }
};

function isConcerned({ condition: { title, text } }: Episode, { value }: ErasureWish): boolean {
  return contains(title, value) || contains(text, value);
}

function erasedEpisode(episode: Episode, wish: ErasureWish): Episode {
  const change = changeFor(wish);
  const { condition } = episode;
  return {
    ...episode,
    condition: { ...condition, title: change(condition.title), text: change(condition.text) },
  };
}
