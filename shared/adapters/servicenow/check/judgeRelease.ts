import { type Finding, ok } from "../../../connections/checks/connectionCheck.ts";

/** Release families in their order; the alphabet began anew after Zurich. */
const families = [
  ...["Aspen", "Berlin", "Calgary", "Dublin", "Eureka", "Fuji", "Geneva", "Helsinki", "Istanbul", "Jakarta"],
  ...["Kingston", "London", "Madrid", "New York", "Orlando", "Paris", "Quebec", "Rome", "San Diego", "Tokyo"],
  ...["Utah", "Vancouver", "Washington DC", "Xanadu", "Yokohama", "Zurich", "Australia", "Brazil"],
];
const oldest = "Kingston";

/** Pure. */
export function judgeRelease(buildName: string | undefined): Finding {
  const name = buildName?.trim() ?? "";
  if (name === "") {
    return { status: "unknown", detail: "the property glide.buildname cannot be read by this account" };
  }
  const index = families.findIndex((family) => squeezed(family) === squeezed(name));
  if (index < 0) return ok(`${name}, which is newer than this version of the bridge`);
  if (index >= families.indexOf(oldest)) return ok(name);
  return {
    status: "warning",
    code: "SERVICENOW_RELEASE_TOO_OLD",
    detail: `${name}; nothing before ${oldest} is supported`,
  };
}

/** "Washington DC", "WashingtonDC". */
function squeezed(name: string): string {
  return name.replace(/\W/g, "").toLowerCase();
}
