@echo off
rem Runs Millcert from any folder on the project's own Node: the bundle where there is one, else the checkout.
setlocal
set "root=%~dp0.."
if not exist "%root%\node_modules\.ready" node "%root%\tools\ready.mjs" 1>&2 || exit /b 2
set "runtime=%root%\node_modules\.bin\node"
if not exist "%runtime%.cmd" set "runtime=node"
if exist "%root%\dist\millcert.cjs" ("%runtime%" "%root%\dist\millcert.cjs" %*) else ("%runtime%" "%root%\src\cli\main.ts" %*)
