/** One entry of `result`: what one transform map made of one row. */
export type RowResult = {
  readonly transform_map: string;
  readonly table: string;
  readonly status: string;
  readonly display_name?: string;
  readonly display_value?: string;
  readonly record_link?: string;
  readonly sys_id?: string;
  readonly error_message?: string;
  readonly status_message?: string;
};

/** A fault: what is said of the row, in place of what its map would make of it or beside it. */
export type RowFault = {
  readonly said: Pick<RowResult, "status" | "error_message" | "status_message">;
  /** The map does its work, and a second one says this. */
  readonly isSecondMap?: true;
};
