@echo off
rem Runs Millcert from any folder on the project's own Node: the bundle where there is one, else the checkout.
setlocal
set "root=%~dp0.."
if not exist "%root%\node_modules\.ready" node "%root%\tools\ready.mjs" 1>&2 || exit /b 2
set "runtime=%root%\node_modules\.bin\node"
if not exist "%runtime%.cmd" set "runtime=node"
rem Threads that V8 starts for its own work cost a short command more than they bring (docs/performance.md).
set "threads=--v8-pool-size=1 --single-threaded-gc"
if "%~1"=="db" set "threads="
if "%~1"=="serve" set "threads="
if exist "%root%\dist\millcert.cjs" ("%runtime%" %threads% "%root%\dist\millcert.cjs" %*) else ("%runtime%" "%root%\src\cli\main.ts" %*)
