(() => {
    const data = JSON.parse(document.getElementById("data").textContent);
    const list = document.getElementById("rows");
    const only = document.getElementById("only-critical");
    const roots = document.getElementById("roots");
    const timeline = document.getElementById("timeline");
    const zoom = document.getElementById("zoom");
    let plan;

    document.title = data.name;
    document.getElementById("name").textContent = data.name;
    data.plans.forEach((each, number) => {
        const option = element("option", `${each.operation} ${each.root}`);
        option.value = String(number);
        roots.append(option);
    });

    function place(bar, start, end) {
        const whole = Math.max(plan.seconds, 1);
        bar.style.left = `${(start / whole) * 100}%`;
        bar.style.width = `${((end - start) / whole) * 100}%`;
        return bar;
    }

    function rowElement(row) {
        const item = element("li");
        item.className = [row.kind === "stack" ? "group" : row.kind, row.critical ? "critical" : ""].join(" ").trim();
        Object.assign(item.dataset, { path: row.path, kind: row.kind, start: row.start, end: row.end, critical: row.critical });
        const name = element("button", row.name, "name");
        name.type = "button";
        name.title = row.path || row.name;
        name.style.paddingLeft = `${8 + row.depth * 14}px`;
        const lane = element("div", undefined, "lane");
        const task = row.task === undefined ? undefined : plan.tasks[row.task];
        const deletes = task && (task.action === "delete" || task.cleanup);
        const kind = row.kind === "task" ? (deletes ? "cleanup" : "") : row.kind;
        const bar = element("span", undefined, ["bar", kind, row.critical && row.kind === "task" ? "critical" : ""].join(" ").trim());
        lane.append(place(bar, row.start, row.end));
        if (row.kind === "task" && task.slack > 0) lane.append(place(element("span", undefined, "bar slack"), row.end, row.end + task.slack));
        item.append(name, lane);
        const show = () => {
            for (const shown of list.querySelectorAll(".shown")) shown.classList.remove("shown");
            item.classList.add("shown");
            showDetail(plan, row);
        };
        item.addEventListener("mouseenter", show);
        name.tabIndex = -1;
        name.addEventListener("focus", () => {
            stopAt(name);
            show();
        });
        if (row.task !== undefined) item.dataset.task = row.task;
        return item;
    }

    // One row is a stop of the Tab key; the arrow keys lead to the others.
    function stopAt(name) {
        for (const stop of list.querySelectorAll('.name[tabindex="0"]')) stop.tabIndex = -1;
        if (name) name.tabIndex = 0;
    }

    function filter() {
        for (const item of list.children) item.hidden = only.checked && item.dataset.critical !== "true";
        const stop = list.querySelector('.name[tabindex="0"]');
        if (!stop || stop.parentElement.hidden) stopAt(list.querySelector("li:not([hidden]) > .name"));
    }

    function drawAxis() {
        const ticks = element("div", undefined, "ticks");
        for (const at of ticksOf(plan.seconds, Number(zoom.value))) {
            const tick = element("span", `${at} s`);
            tick.style.left = `${(at / Math.max(plan.seconds, 1)) * 100}%`;
            ticks.append(tick);
        }
        document.getElementById("axis").replaceChildren(ticks);
    }

    // What is in the middle stays there.
    function zoomIn() {
        if (!plan) return;
        const lane = () => list.querySelector("li:not([hidden]) > .lane").getBoundingClientRect();
        const view = timeline.getBoundingClientRect();
        const names = list.querySelector("li:not([hidden]) > .name").getBoundingClientRect().width;
        const middle = view.left + (names + timeline.clientWidth) / 2;
        const before = lane();
        const part = (middle - before.left) / before.width;
        timeline.style.setProperty("--zoom", zoom.value);
        const after = lane();
        timeline.scrollLeft += after.left + part * after.width - middle;
        drawAxis();
    }

    function draw() {
        plan = data.plans[Number(roots.value)];
        const extra = plan.ready < plan.seconds ? `, in place after ${timeText(plan.ready)}` : "";
        document.getElementById("total").textContent = timeText(plan.seconds) + extra;
        list.replaceChildren(...rowsOf(plan).map(rowElement));
        drawAxis();
        showHint();
        showCritical(plan, (number) => {
            const item = list.querySelector(`[data-task="${number}"]`);
            if (item) {
                item.scrollIntoView({ block: "center" });
                item.querySelector(".name").focus();
            }
        });
        filter();
    }

    list.addEventListener("keydown", (event) => {
        const names = [...list.querySelectorAll("li:not([hidden]) > .name")];
        const here = names.indexOf(document.activeElement);
        const there = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: Math.min(here + 10, names.length - 1), PageUp: Math.max(here - 10, 0), Home: 0, End: names.length - 1 }[event.key];
        if (there === undefined) return;
        if (names[there]) names[there].focus();
        event.preventDefault();
    });
    zoom.addEventListener("input", zoomIn);
    roots.addEventListener("change", draw);
    only.addEventListener("change", filter);
    if (data.plans.length > 0) draw();
})();
