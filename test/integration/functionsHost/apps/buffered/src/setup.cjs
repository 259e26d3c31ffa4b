const { app } = require("@azure/functions");

const order = [];
app.hook.appStart((context) => {
  context.hookData.greeting = "hello";
  order.push("appStart");
});
app.hook.appTerminate((context) => {
  console.log(`hooks: appTerminate after ${context.hookData.greeting}`);
});
app.hook.preInvocation((context) => {
  order.push("preInvocation");
  context.hookData.mark = context.invocationContext.functionName;
  const handler = context.functionHandler;
  context.functionHandler = (...args) => {
    order.push("handler");
    return handler(...args);
  };
});
app.hook.postInvocation((context) => {
  order.push(`postInvocation(${context.hookData.mark}${context.error ? `, ${context.error.message}` : ""})`);
  console.log(`hooks: ${order.join(" > ")}`);
  order.length = 0;
});
app.hook.log((context) => {
  context.message = context.message.replace(/s3cret/g, "***");
});
