@echo off
rem Runs the pinned Maven. Needs a JDK of version 17 or newer and nothing else:
rem docs\decisions\maven-wrapper.md says where Maven comes from and what can be set.
setlocal
set "WRAPPER=%~dp0.mvn\wrapper"

if defined JAVA_HOME (
  set "JAVA=%JAVA_HOME%\bin\java.exe"
) else (
  set "JAVA="
  for %%i in (java.exe) do set "JAVA=%%~$PATH:i"
)
if not defined JAVA (
  echo mvnw: no java on the PATH and JAVA_HOME is not set. Install a JDK of version 17 or newer. 1>&2
  exit /b 1
)
if not exist "%JAVA%" (
  echo mvnw: JAVA_HOME is "%JAVA_HOME%", which has no bin\java.exe. Set it to a JDK of version 17 or newer. 1>&2
  exit /b 1
)

rem "call" keeps cmd from stripping the quotes around a path with blanks or parentheses.
set "JAVA_VERSION="
for /f "tokens=2" %%v in ('call "%JAVA%" --version 2^>nul') do if not defined JAVA_VERSION set "JAVA_VERSION=%%v"
if not defined JAVA_VERSION set "JAVA_VERSION=8 or older"
for /f "delims=.- " %%v in ("%JAVA_VERSION%") do set "JAVA_MAJOR=%%v"
if %JAVA_MAJOR% LSS 17 (
  echo mvnw: "%JAVA%" is of version %JAVA_VERSION%. Set JAVA_HOME to a JDK of version 17 or newer. 1>&2
  exit /b 1
)

for /f "usebackq eol=# tokens=1,* delims==" %%a in ("%WRAPPER%\maven-wrapper.properties") do set "%%a=%%b"
for %%i in ("%distributionUrl%") do set "DISTRIBUTION=%%~ni"
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "WRAPPER_HOME=%MAVEN_USER_HOME%\wrapper\dists\%DISTRIBUTION%\%distributionSha512Sum:~0,12%"

set "MVN=%WRAPPER_HOME%\bin\mvn.cmd"
if not exist "%MVN%" (
  set "MVN="
  for /f "usebackq delims=" %%m in (`call "%JAVA%" -XX:TieredStopAtLevel=1 %MAVEN_OPTS% "%WRAPPER%\MavenWrapper.java" "%WRAPPER_HOME%" "%WRAPPER%\maven-wrapper.properties"`) do set "MVN=%%m"
)
if not defined MVN exit /b 1
call "%MVN%" %*
exit /b %ERRORLEVEL%
