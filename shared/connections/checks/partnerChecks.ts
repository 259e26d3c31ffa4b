import type { Connection } from "../connection.ts";
import type { CallObserver, WorkItemGateway } from "../../delivery/ports.ts";
import type { Route } from "../../routing/route.ts";
import type { CheckDefinition } from "./connectionCheck.ts";

/** What a partner's checks are told about this connection, and how they call. */
export type CheckContext = {
  readonly connection: Connection;
  /** Those that lead here. */
  readonly routes: readonly Route[];
  /** At which address browsers reach the bridge; undefined: nobody has said it. */
  readonly publicUrl: string | undefined;
  /** Every call of theirs goes through this: it asks for permission, and tells everybody what came of it. */
  readonly paced: <T>(call: (observe: CallObserver) => Promise<T>) => Promise<T>;
  /** For a call that shows nobody's credentials: it goes even while the connection rests. */
  readonly openly: <T>(call: (observe: CallObserver) => Promise<T>) => Promise<T>;
  /** Whether a work item may be made to try it. Null: nothing is written. */
  readonly trial: {
    readonly correlationId: string;
    readonly watch: (gateway: WorkItemGateway) => WorkItemGateway;
  } | null;
};

/** What there is to look at in one partner, in the order in which it is shown. Nothing is called before a `look`. */
export interface PartnerChecks {
  /** Whether it can be reached at all, before anybody says who he is. Ends with the check `reached`. */
  reach(context: CheckContext): readonly CheckDefinition[];
  /** What it says to somebody whom it knows. Its first check, `signed-in`, shows whether it does. */
  use(context: CheckContext): readonly CheckDefinition[];
}
