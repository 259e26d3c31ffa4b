import { app, type InvocationContext, type Timer } from "@azure/functions";

const report = (timer: Timer, context: InvocationContext) => {
  context.log(`ran pastDue=${String(timer.isPastDue)} last=${timer.scheduleStatus.last}`);
};

app.timer("everySecond", { schedule: "* * * * * *", handler: report });
app.timer("atStart", { schedule: "%YEARLY%", runOnStartup: true, handler: report });
app.timer("yearly", { schedule: "%YEARLY%", handler: report });
