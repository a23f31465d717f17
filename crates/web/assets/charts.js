// Draws a chart above a table that asks for one with data-chart. The table stays: it is what is read aloud and printed,
// and where scripts do not run it is all there is.
"use strict";

// A page has several scripts, and none of them the names of another.
{
    const source = document.currentScript.dataset.echarts;

    const INKS = ["#1d6b4c", "#8a4b00", "#2f5d9b", "#6b4d8f", "#5d6b1d", "#b3222b"];

    /** The columns of a table's head, and each row's name with its numbers; what holds no number is a gap. */
    const read = (table) => {
        const kept = (row) => [...row.cells].filter((cell) => !("leftOut" in cell.dataset));
        const names = kept(table.tHead.rows[0]).slice(1).map((cell) => cell.textContent.trim());
        const rows = [...table.tBodies[0].rows].map(kept);
        const number = (cell) => {
            const value = parseFloat(cell.textContent);
            return Number.isNaN(value) ? null : value;
        };
        return {
            along: rows.map((cells) => cells[0].textContent.trim()),
            series: names.map((name, at) => ({ name, values: rows.map((cells) => number(cells[at + 1])) })),
        };
    };

    const draw = (table) => {
        const { along, series } = read(table);
        if (along.length < 2) return;
        const place = document.createElement("div");
        place.className = "chart";
        place.setAttribute("aria-hidden", "true");
        table.parentElement.before(place);
        const chart = echarts.init(place, null, { renderer: "canvas" });
        const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
        chart.setOption({
            animation: !still,
            color: INKS,
            textStyle: { fontFamily: "inherit" },
            legend: { bottom: 0, itemWidth: 16, itemHeight: 8 },
            grid: { left: 44, right: 20, top: 16, bottom: 56 },
            // Drawn and not written into the page: the policy for styles allows no others.
            tooltip: { trigger: "axis", renderMode: "richText" },
            xAxis: { type: "category", data: along, boundaryGap: false },
            yAxis: { type: "value", scale: true, max: (range) => Math.min(100, Math.ceil(range.max + 1)) },
            series: series.map(({ name, values }, at) => ({
                name,
                type: "line",
                data: values,
                symbolSize: 6,
                lineStyle: { width: at === series.length - 1 ? 3 : 1.5 },
            })),
        });
        addEventListener("resize", () => chart.resize());
    };

    const tables = document.querySelectorAll("table[data-chart]");
    if (tables.length > 0) {
        const script = document.createElement("script");
        script.src = source;
        script.addEventListener("load", () => tables.forEach(draw));
        document.head.append(script);
    }
}
