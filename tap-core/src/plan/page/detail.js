// An element with text in it; text is never markup.
function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
}

// What is known of a row.
function showDetail(plan, row) {
    const panel = document.getElementById("detail");
    const list = element("dl");
    const add = (name, text) => list.append(element("dt", name), element("dd", text));
    const task = row.task === undefined ? undefined : plan.tasks[row.task];
    if (task) {
        add("Type", task.type);
        add("Action", task.cleanup ? `${task.action}, in the cleanup` : task.action);
    }
    if (row.stack) add("Template", row.stack.template);
    add("Time", `${row.start}–${row.end} s`);
    if (task) {
        add(row.stack ? "Overhead" : "Takes", `${timeText(task.seconds)}, ${task.basis}`);
        add("Slack", timeText(task.slack));
        const needs = task.needs.map((need) => plan.tasks[need]).sort((a, b) => b.end - a.end);
        add("Waits for", needs.length ? needs.map((need) => `${need.id} (until ${need.end} s)`).join(", ") : "nothing in its stack");
    }
    panel.replaceChildren(element("h3", row.path || row.name), list);
}

// What to do to see something there.
function showHint() {
    const hint = element("p", "Point at a bar, or go to it with the arrow keys, to see what it waits for.", "hint");
    document.getElementById("detail").replaceChildren(hint);
}

// The critical path as a list that leads to the rows.
function showCritical(plan, goTo) {
    const list = document.getElementById("critical");
    list.replaceChildren(...plan.critical.map((number) => {
        const task = plan.tasks[number];
        const item = element("li");
        const go = element("button", `${task.seconds} s ${task.path} `, "go");
        go.type = "button";
        go.dataset.path = task.path;
        go.append(element("small", `${task.type}, ${task.basis}`));
        go.addEventListener("click", () => goTo(number));
        item.append(go);
        return item;
    }));
}
