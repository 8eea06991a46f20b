# `hookloop_allocator`: what the emitter allocates with. Its two threads of delivery hand each other what the other one
# frees; with the C library's allocator they then wait for one lock, which took a fifth of the deliveries a second.
# mimalloc frees what belongs to another thread without one. The sanitizers bring their own; without mimalloc everything
# works, slower.
add_library(hookloop_allocator INTERFACE)
find_package(mimalloc 2.0 QUIET)
if(HOOKLOOP_SANITIZERS)
  # theirs
elseif(TARGET mimalloc)
  target_link_libraries(hookloop_allocator INTERFACE mimalloc)
else()
  message(STATUS "mimalloc is not installed: the emitter uses the C library's allocator")
endif()
