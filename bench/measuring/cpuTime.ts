/** CPU time of this process for each of `times` operations, all threads together, in microseconds. */
export async function cpuMicrosecondsEach(times: number, operate: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await operate();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
