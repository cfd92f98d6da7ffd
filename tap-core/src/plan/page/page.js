(() => {
    const data = JSON.parse(document.getElementById("data").textContent);
    const list = document.getElementById("rows");
    const only = document.getElementById("only-critical");
    const roots = document.getElementById("roots");
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
        name.addEventListener("focus", show);
        if (row.task !== undefined) item.dataset.task = row.task;
        return item;
    }

    function filter() {
        for (const item of list.children) item.hidden = only.checked && item.dataset.critical !== "true";
    }

    function draw() {
        plan = data.plans[Number(roots.value)];
        const extra = plan.ready < plan.seconds ? `, in place after ${timeText(plan.ready)}` : "";
        document.getElementById("total").textContent = timeText(plan.seconds) + extra;
        list.replaceChildren(...rowsOf(plan).map(rowElement));
        const ticks = element("div", undefined, "ticks");
        for (const at of ticksOf(plan.seconds)) {
            const tick = element("span", `${at} s`);
            tick.style.left = `${(at / Math.max(plan.seconds, 1)) * 100}%`;
            ticks.append(tick);
        }
        document.getElementById("axis").replaceChildren(ticks);
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
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step) return;
        const names = [...list.children].filter((item) => !item.hidden).map((item) => item.querySelector(".name"));
        const next = names[names.indexOf(document.activeElement) + step];
        if (next) next.focus();
        event.preventDefault();
    });
    document.getElementById("zoom").addEventListener("input", (event) => {
        document.getElementById("timeline").style.setProperty("--zoom", event.target.value);
    });
    roots.addEventListener("change", draw);
    only.addEventListener("change", filter);
    if (data.plans.length > 0) draw();
})();
