// Filters the rows that are in the page already; without it every row is there.
const form = document.querySelector("form");
const rows = [...document.querySelectorAll("#updates tbody tr")];
const shown = document.querySelector("#shown");

function matches(row, { stack, result, by, from, until, text }) {
  const { stacks, result: ended, by: who, day } = row.dataset;
  return (
    (!stack || stacks.split(" ").includes(stack)) &&
    (!result || ended === result) &&
    (!by || who === by) &&
    (!from || day >= from) &&
    (!until || day <= until) &&
    text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => row.textContent.toLowerCase().includes(word))
  );
}

function filter() {
  const wanted = Object.fromEntries(new FormData(form));
  for (const row of rows) row.hidden = !matches(row, wanted);
  const left = rows.filter((row) => !row.hidden).length;
  shown.textContent = left === rows.length ? `${rows.length} shown` : `${left} of ${rows.length} shown`;
}

form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();
