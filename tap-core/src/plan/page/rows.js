"use strict";

// The rows of a plan: each stack, then what is in it by its start, a nested stack where it starts.
function rowsOf(plan) {
    const inner = plan.stacks.map(() => []);
    plan.tasks.forEach((task, number) => inner[task.stack].push(number));
    // Of each stack those in it, by their paths.
    const held = plan.stacks.map(() => new Map());
    plan.stacks.forEach((stack, number) => {
        if (stack.parent !== null) held[stack.parent].set(stack.path, number);
    });
    const critical = new Set(plan.critical);
    const criticalStacks = stacksOf(plan, plan.critical);
    const drawn = new Set();
    const rows = [];

    function addStack(number, depth, name, task) {
        const stack = plan.stacks[number];
        drawn.add(number);
        // Its cleanup comes after it is in place.
        const end = inner[number].reduce((latest, each) => Math.max(latest, plan.tasks[each].end), stack.end);
        rows.push({
            kind: "stack", path: stack.path, name, depth, start: stack.start, end, task, stack,
            critical: criticalStacks.has(number) || critical.has(task),
        });
        const tasks = inner[number].slice().sort((a, b) => plan.tasks[a].start - plan.tasks[b].start || a - b);
        for (const each of tasks) {
            const step = plan.tasks[each];
            const child = held[number].get(step.path);
            if (child !== undefined && !step.cleanup && !drawn.has(child)) {
                addStack(child, depth + 1, step.id, each);
                continue;
            }
            rows.push({
                kind: "task", path: step.path, name: step.id, depth: depth + 1, start: step.start, end: step.end, task: each,
                critical: critical.has(each),
            });
            // What a stack set deploys lies under it, by region.
            const instances = step.type === "AWS::CloudFormation::StackSet" ? [...held[number]] : [];
            for (const [path, instance] of instances) {
                const region = path.slice(step.path.length + 1);
                if (path === `${step.path}/${region}` && !drawn.has(instance)) addStack(instance, depth + 2, region, undefined);
            }
        }
    }

    plan.stacks.forEach((stack, number) => {
        if (!drawn.has(number)) addStack(number, 0, stack.path, undefined);
    });
    if (plan.monitoring > 0) {
        rows.push({ kind: "monitoring", path: "", name: "monitoring time", depth: 0, start: plan.ready, end: plan.ready + plan.monitoring, critical: true });
    }
    return rows;
}

// The stacks of tasks, and those around them.
function stacksOf(plan, tasks) {
    const found = new Set();
    for (const task of tasks) {
        for (let stack = plan.tasks[task].stack; stack !== null && !found.has(stack); stack = plan.stacks[stack].parent) found.add(stack);
    }
    return found;
}

// Times of the axis: round ones, at most ten in a view.
function ticksOf(seconds, views) {
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 86400];
    const step = steps.find((each) => seconds / each <= 10 * views) || 864000;
    const ticks = [];
    for (let at = 0; at <= seconds; at += step) ticks.push(at);
    return ticks;
}

function timeText(seconds) {
    if (seconds < 60) return `${seconds} s`;
    return `${seconds} s (${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s)`;
}
