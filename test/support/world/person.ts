/** Somebody who works on incidents in ServiceNow, through its pages. */
export type Person = {
  assign(sysId: string): Promise<void>;
  note(sysId: string, text: string): Promise<void>;
  resolve(sysId: string): Promise<void>;
  close(sysId: string): Promise<void>;
  delete(sysId: string): Promise<void>;
};

/** Every method throws if ServiceNow's rules say no. */
export function aPerson(sandboxUrl: string): Person {
  async function act(sysId: string, fields: Record<string, string>): Promise<void> {
    const response = await fetch(`${sandboxUrl}/incident.do?sys_id=${sysId}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    if (response.status !== 303) throw new Error(`Refused (${response.status}): ${await response.text()}`);
  }
  return {
    assign: (sysId) => act(sysId, { action: "assign" }),
    note: (sysId, text) => act(sysId, { action: "note", text }),
    resolve: (sysId) =>
      act(sysId, {
        action: "resolve",
        close_code: "Solution provided",
        close_notes: "Restarted the service",
      }),
    close: (sysId) => act(sysId, { action: "close" }),
    delete: (sysId) => act(sysId, { action: "delete" }),
  };
}
