# Every target of ours links this PRIVATE; dependencies are SYSTEM and never see it.
option(HOOKLOOP_WARNINGS_AS_ERRORS "Stop the build at a warning" OFF)
add_library(hookloop_warnings INTERFACE)
target_compile_options(hookloop_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wcast-align -Wold-style-cast -Woverloaded-virtual
  -Wimplicit-fallthrough -Wextra-semi
  # g++ 12 reports it for `"text" + string` where nothing overlaps (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${HOOKLOOP_WARNINGS_AS_ERRORS}>:-Werror>)
