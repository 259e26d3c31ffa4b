/**
 * The address if a person may be sent there: http or https, without a user name in front of the host
 * (`https://portal.azure.com@elsewhere` only looks like the portal). Whole, never cut; `null` if it is none.
 */
export function webLink(address: string | null): string | null {
  if (address === null || !/^https?:\/\//i.test(address)) return null;
  const url = URL.parse(address);
  if (url === null || url.hostname === "" || url.username !== "" || url.password !== "") return null;
  // As sent where that is safe to write into a text; otherwise percent-encoded.
  return /^[\x21-\x7e]+$/.test(address) && !/["<>\\^`{|}]/.test(address) ? address : url.href;
}

/** The alert's own page in the Azure portal. `null` where the id cannot be written into an address. */
export function portalLinkToAlert(alertId: string): string | null {
  const id = encoded(alertId);
  return id === null
    ? null
    : `https://portal.azure.com/#blade/Microsoft_Azure_Monitoring/AlertDetailsTemplateBlade/alertId/${id}`;
}

/** A resource's page in the Azure portal. */
export function portalLinkToResource(resourceId: string): string | null {
  const segments = resourceId.split("/").map(encoded);
  return segments.includes(null) ? null : `https://portal.azure.com/#resource${segments.join("/")}`;
}

function encoded(text: string): string | null {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half of a surrogate pair.
    return null;
  }
}
