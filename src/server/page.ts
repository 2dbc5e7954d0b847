/** What a browser is shown: what runs here, and where it answers. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Millcert</title>
<h1>Millcert</h1>
<p>What is in the software that runs a factory, what is wrong with it, and what could not be decided.</p>
<p>This server answers programs: its API lies under <code>/api/v1</code> and is described in
<a href="/api/openapi.json">/api/openapi.json</a>. <a href="/healthz">/healthz</a> and <a href="/readyz">/readyz</a> tell
whether it is well, <a href="/metrics">/metrics</a> what it does.</p>
</html>
`
