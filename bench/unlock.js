// Taps 解锁 and waits until the home page stands painted; milliseconds from the tap on.
async ({ button, words }) => {
  const start = performance.now();
  document
    .evaluate(
      `//button[normalize-space()="${button}"]`,
      document,
      null,
      XPathResult.FIRST_ORDERED_NODE_TYPE,
    )
    .singleNodeValue.click();
  const isThere = () =>
    [...document.querySelectorAll("h2")].some((one) =>
      one.textContent.includes(words),
    );
  while (!isThere())
    await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - start;
};
