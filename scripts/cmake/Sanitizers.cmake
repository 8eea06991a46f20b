# HOOKLOOP_SANITIZERS is a list as -fsanitize= takes it; the presets asan, tsan and fuzz set it.
set(HOOKLOOP_SANITIZERS "" CACHE STRING "address,undefined or thread, or fuzzer-no-link and others, or nothing")
option(HOOKLOOP_FUZZERS "Only the programs of libFuzzer (tests/fuzz), which need clang++" OFF)
if(HOOKLOOP_SANITIZERS)
  add_compile_options(-fsanitize=${HOOKLOOP_SANITIZERS} -fno-sanitize-recover=all)
  # g++ 12 with sanitizers reports it inside <regex> and <functional> where nothing is wrong, as GCC's manual says of
  # warnings under -fsanitize; the builds without sanitizers keep the warning.
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
  # With both of these -O1 takes twice as long to build (one command: 17.7 s against 8.2 s), which tests that run once
  # do not make good.
  if(HOOKLOOP_SANITIZERS STREQUAL "address,undefined")
    add_compile_options(-O0)
  endif()
  # The thread sanitizer does not see Asio's memory fences; it sees the mutexes that Asio hands work over with.
  if(HOOKLOOP_SANITIZERS STREQUAL "thread")
    add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-tsan>)
  endif()
  if(HOOKLOOP_FUZZERS)
    add_compile_options(-fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/uninstrumented.txt
      -fsanitize-coverage-ignorelist=${CMAKE_CURRENT_LIST_DIR}/uninstrumented.txt)
  endif()
  add_link_options(-fsanitize=${HOOKLOOP_SANITIZERS})
endif()
