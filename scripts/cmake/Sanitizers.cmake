# HOOKLOOP_SANITIZERS is a list as -fsanitize= takes it; the presets asan and tsan set it.
set(HOOKLOOP_SANITIZERS "" CACHE STRING "address,undefined or thread, or nothing")
if(HOOKLOOP_SANITIZERS)
  add_compile_options(-fsanitize=${HOOKLOOP_SANITIZERS} -fno-sanitize-recover=all)
  # g++ 12 with sanitizers reports it inside <regex> and <functional> where nothing is wrong, as GCC's manual says of
  # warnings under -fsanitize; the builds without sanitizers keep the warning.
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
  # The thread sanitizer does not see Asio's memory fences; it sees the mutexes that Asio hands work over with.
  if(HOOKLOOP_SANITIZERS STREQUAL "thread")
    add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-tsan>)
  endif()
  add_link_options(-fsanitize=${HOOKLOOP_SANITIZERS})
endif()
