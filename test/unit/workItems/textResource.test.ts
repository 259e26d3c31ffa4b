import { describe, expect, it } from "vitest";
import { resourceTitle } from "../../../shared/workItems/textResource.ts";

const group = "/subscriptions/s-1/resourceGroups/rg-shop";

describe("resourceTitle", () => {
  it.each([
    [`${group}/providers/Microsoft.Compute/virtualMachines/vm-7`, "vm-7 (virtual machine)"],
    [
      `${group.toLowerCase()}/providers/microsoft.web/sites/app/slots/blue`,
      "blue (microsoft.web/sites/slots on app)",
    ],
    [`${group}/providers/Microsoft.Sql/servers/sql-1/databases/orders`, "orders (SQL database on sql-1)"],
    [
      `${group}/providers/Microsoft.Compute/virtualMachines/vm-7/providers/Microsoft.Contoso/things/t-1`,
      "t-1 (Microsoft.Contoso/things)",
    ],
    [group, "rg-shop (resource group)"],
    ["/subscriptions/s-1", "s-1 (subscription)"],
    ["vm-7.contoso.com", "vm-7.contoso.com"],
    ["/providers/Microsoft.Contoso/things/t-1", "/providers/Microsoft.Contoso/things/t-1"],
  ])("of %s is %s", (id, title) => {
    expect(resourceTitle(id)).toBe(title);
  });
});
