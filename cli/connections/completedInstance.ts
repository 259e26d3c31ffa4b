/** `contoso` and `contoso.service-now.com` are clear enough. */
export function completedInstance(answer: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/i.test(answer)) return `https://${answer.toLowerCase()}.service-now.com`;
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(answer) ? `https://${answer.toLowerCase()}` : answer;
}
