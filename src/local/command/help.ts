export const HELP = `otel-powertools: run Lambda functions on this machine, and see their logs, metrics and traces.

Usage: otel-powertools <command> [options]

Commands:
  dev <file>.<export> ...    serve functions: HTTP requests and events, one report for each
  invoke <file>.<export>     send one event to a function, and print what it returns
  doctor [<file>.<export>]   send one event to a function, and say what is wrong with its telemetry
  migrate [<path> ...]       change a project from Powertools for AWS Lambda (TypeScript) to this package

  otel-powertools <command> --help shows the options of a command.
  otel-powertools --version shows the version.
`;

const FUNCTION_OPTIONS = `  --template FILE     AWS SAM template, serverless.yml or cdk.out to read time-outs, memory, variables, routes, tables,
                      queues, rules and schedules from; default: the one beside the handler, or above it
  --timeout SECONDS   time-out of the functions; default: the template's, else 3
  --memory MB         memory that the functions are told they have; default: the template's, else 128
  --env KEY=VALUE     environment variable for the functions; may be repeated
  --dynamodb URL      use this DynamoDB; default: one in memory
  --extension FILE    run this extension beside each function, as Lambda does with /opt/extensions; may be repeated
  --concurrent N      invocations that one process works on at a time, on worker threads, as on Lambda Managed Instances
  --node FILE         the node that runs the functions; default: the one that runs this
  --inspect[=PORT]    let a debugger attach to the functions' processes: the first at 9229, the others at the ports after;
                      no time-out passes once one has attached; --inspect-brk waits for it before the first line
  --platform-logs     show the START, END and REPORT lines that Lambda adds to a function's log
  --ric               run the functions under the aws-lambda-ric that is installed in your project
  --no-color          plain text (so does the variable NO_COLOR)`;

export const DEV_HELP = `Usage: otel-powertools dev [<file>.<export> ...] [options]

Serves Lambda functions on http://127.0.0.1:3000, each in a process of its own, with an X-Ray daemon and a DynamoDB
in memory. TypeScript runs as it is; a changed source is loaded at once. Without a function, all
functions of ./template.yaml are served.

An HTTP request becomes the event of an HTTP API, a REST API, a load balancer or a function URL: by the routes of the
template, or else all of them go to the first function, as from an HTTP API. Queues, rules and schedules of the template
send their events to functions. Any other event: otel-powertools invoke <function> --port 3000 --event FILE.

Options:
  --port PORT         port of the HTTP front; default: 3000, and 0 is any that is free
  --queue NAME[=FN]   a queue whose messages go to this function, or to the first; may be repeated
  --claims JSON|FILE  claims that every request comes with, as if its token had them
  --event FILE        send this event to the first function instead of serving; may be repeated
  --ui-port PORT      port of the page that shows invocations, traces, logs and metrics; default: 3210
  --no-ui             no page
  --history N         how many invocations the page keeps; default: 1000, and at most 64 MB
  --json              one line of JSON for each invocation on stdout instead of a report; the rest goes to stderr
  --concurrency N     processes of each function that are loaded ahead; default: 1, and more when they are needed
${FUNCTION_OPTIONS}

Example: otel-powertools dev examples/orders/handler.handler
`;

export const INVOKE_HELP = `Usage: otel-powertools invoke <file>.<export> [--event FILE|-|JSON] [options]

Sends one event to a function. What it returns goes to stdout; its logs, metrics and trace go to stderr.
The exit code is 1 when the function failed.

Options:
  --event FILE|-|JSON the event: a file, - for stdin, or the JSON itself; default: {}
  --port PORT         send it to the "otel-powertools dev" that listens there
${FUNCTION_OPTIONS}

Example: otel-powertools invoke examples/payments/handler.handler --event '{ "payment_id": "p-1", "amount": 5 }'
`;

export const DOCTOR_HELP = `Usage: otel-powertools doctor [<file>.<export>] [--event FILE|-|JSON] [options]

Sends one event to a function and looks at its telemetry: prints one line for each problem, with what to do about it, or
"healthy". Without a function, the first one of ./template.yaml is looked at. The exit code is 1 when there are problems.

Options:
  --event FILE|-|JSON the event: a file, - for stdin, or the JSON itself; default: {}
${FUNCTION_OPTIONS}

Example: otel-powertools doctor examples/payments/index.handler --event '{ "payment_id": "p-1", "amount": 5 }'
`;

export const MIGRATE_HELP = `Usage: otel-powertools migrate [<path> ...] [--dry-run]

Changes TypeScript and JavaScript sources from Powertools for AWS Lambda (TypeScript) to this package: names of modules in
imports, exports, require and mocks become this package's, exported handlers are wrapped with withPowertools, and package.json
gets otel-powertools and @opentelemetry/api in place of what is no longer needed. Handlers that Middy middlewares or decorators
surround already work as they are. What could not be done is listed with its file and line; the exit code is then 2.

Paths are files and folders; default: the current folder. Folders that hold installed or built files are left out.

Options:
  --dry-run           write nothing, only say what would be changed

Example: otel-powertools migrate --dry-run src
`;
