import { app, type HttpHandler, type HttpMethod } from "@azure/functions";

/** An endpoint for whoever has a function key. Its name is the function's in Azure. */
export function keyed(method: HttpMethod, route: string, name: string, handler: HttpHandler): void {
  app.http(name, { route, methods: [method], authLevel: "function", handler });
}
