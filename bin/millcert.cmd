@echo off
rem Runs Millcert from any folder on the project's own Node: the bundle where there is one, else the checkout.
setlocal
set "root=%~dp0.."
if not exist "%root%\node_modules\.ready" node "%root%\tools\ready.mjs" 1>&2 || exit /b 2
set "runtime=%root%\node_modules\.bin\node"
if not exist "%runtime%.cmd" set "runtime=node"
rem V8's threads for its own work, Maglev's code for what is called 400 times, and a sum over what Node itself starts from cost a
rem short command more than they bring (docs/performance.md).
set "v8=--v8-pool-size=1 --single-threaded-gc --invocation-count-for-maglev=1500 --no-verify-snapshot-checksum"
set "v8=%v8% --initial-old-space-size=96 --wasm-tiering-budget=1000000"
if "%~1"=="db" set "v8="
if "%~1"=="serve" set "v8="
if exist "%root%\dist\millcert.cjs" ("%runtime%" %v8% "%root%\dist\millcert.cjs" %*) else ("%runtime%" "%root%\src\cli\main.ts" %*)
