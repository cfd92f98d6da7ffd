"use strict";

// The rows of a plan: each stack, then what is in it by its start, a nested stack where it starts.
function rowsOf(plan) {
    const inner = plan.stacks.map(() => []);
    plan.tasks.forEach((task, number) => inner[task.stack].push(number));
    const byPath = new Map(plan.stacks.map((stack, number) => [stack.path, number]));
    const critical = new Set(plan.critical);
    const paths = plan.critical.map((number) => plan.tasks[number].path);
    const drawn = new Set();
    const rows = [];

    function addStack(number, depth, task) {
        const stack = plan.stacks[number];
        drawn.add(number);
        rows.push({
            kind: "stack", path: stack.path, name: stack.path.split("/").pop(), depth, start: stack.start, end: stack.end, task, stack,
            critical: paths.some((path) => path.startsWith(stack.path + "/")),
        });
        const tasks = inner[number].slice().sort((a, b) => plan.tasks[a].start - plan.tasks[b].start || a - b);
        for (const each of tasks) {
            const step = plan.tasks[each];
            const child = byPath.get(step.path);
            if (child !== undefined && !step.cleanup && !drawn.has(child)) {
                addStack(child, depth + 1, each);
                continue;
            }
            rows.push({
                kind: "task", path: step.path, name: step.id, depth: depth + 1, start: step.start, end: step.end, task: each,
                critical: critical.has(each),
            });
            addInstances(step.path, depth + 2);
        }
    }

    // What a stack set deploys lies under it, by region.
    function addInstances(path, depth) {
        plan.stacks.forEach((stack, number) => {
            if (!drawn.has(number) && stack.path.slice(0, stack.path.lastIndexOf("/")) === path) {
                addStack(number, depth, undefined);
            }
        });
    }

    plan.stacks.forEach((_, number) => {
        if (!drawn.has(number)) addStack(number, 0, undefined);
    });
    if (plan.monitoring > 0) {
        rows.push({ kind: "monitoring", path: "", name: "monitoring time", depth: 0, start: plan.ready, end: plan.ready + plan.monitoring, critical: true });
    }
    return rows;
}

// Times of the axis: at most ten, round ones.
function ticksOf(seconds) {
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 86400];
    const step = steps.find((each) => seconds / each <= 10) || 864000;
    const ticks = [];
    for (let at = 0; at <= seconds; at += step) ticks.push(at);
    return ticks;
}

function timeText(seconds) {
    if (seconds < 60) return `${seconds} s`;
    return `${seconds} s (${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s)`;
}
