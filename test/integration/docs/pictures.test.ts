import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { contentsFile, picturesFolder, takePictures } from "../../../local/docs/pictures/takePictures.ts";

describe(`the pictures in ${picturesFolder}`, () => {
  it("show the pages as they are (npm run docs:pictures takes them anew)", async () => {
    const stored: unknown = JSON.parse(await readFile(join(picturesFolder, contentsFile), "utf8"));
    expect(await takePictures()).toEqual(stored);
  });
});
