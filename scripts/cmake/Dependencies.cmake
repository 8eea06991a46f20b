# Each library at a pinned upstream version; an installed one that is new enough is taken first. On Debian 12
# scripts/setup provides all of them, in the system or below build/deps, so nothing is fetched there.
list(PREPEND CMAKE_PREFIX_PATH ${CMAKE_SOURCE_DIR}/build/deps/usr)
include(FetchContent)

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(ZLIB REQUIRED)

FetchContent_Declare(nlohmann_json SYSTEM
  GIT_REPOSITORY https://github.com/nlohmann/json GIT_TAG v3.11.2
  FIND_PACKAGE_ARGS 3.11)
FetchContent_Declare(SQLiteCpp SYSTEM
  GIT_REPOSITORY https://github.com/SRombauts/SQLiteCpp GIT_TAG 3.2.1
  FIND_PACKAGE_ARGS)
FetchContent_Declare(CLI11 SYSTEM
  GIT_REPOSITORY https://github.com/CLIUtils/CLI11 GIT_TAG v2.1.2
  FIND_PACKAGE_ARGS 2.1)
FetchContent_Declare(spdlog SYSTEM
  GIT_REPOSITORY https://github.com/gabime/spdlog GIT_TAG v1.10.0
  FIND_PACKAGE_ARGS)
FetchContent_Declare(Catch2 SYSTEM
  GIT_REPOSITORY https://github.com/catchorg/Catch2 GIT_TAG v3.7.1
  FIND_PACKAGE_ARGS 3.7)
FetchContent_Declare(jsoncons SYSTEM
  GIT_REPOSITORY https://github.com/danielaparker/jsoncons GIT_TAG v1.3.2
  FIND_PACKAGE_ARGS 1.3)
FetchContent_Declare(httplib SYSTEM
  GIT_REPOSITORY https://github.com/yhirose/cpp-httplib GIT_TAG v0.18.7
  FIND_PACKAGE_ARGS 0.18)
FetchContent_Declare(asio SYSTEM
  GIT_REPOSITORY https://github.com/chriskohlhoff/asio GIT_TAG asio-1-22-1
  FIND_PACKAGE_ARGS)
FetchContent_Declare(yaml-cpp SYSTEM
  GIT_REPOSITORY https://github.com/jbeder/yaml-cpp GIT_TAG yaml-cpp-0.7.0
  FIND_PACKAGE_ARGS 0.7)
set(YAML_CPP_BUILD_TESTS OFF)
set(YAML_CPP_BUILD_TOOLS OFF)
set(HTTPLIB_COMPILE ON)
set(JSONCONS_BUILD_TESTS OFF)
set(SQLITECPP_INTERNAL_SQLITE OFF)
set(SQLITECPP_RUN_CPPLINT OFF)
set(SQLITECPP_RUN_CPPCHECK OFF)
FetchContent_MakeAvailable(nlohmann_json SQLiteCpp CLI11 spdlog Catch2 jsoncons httplib asio yaml-cpp)

# asio's own source tree has no CMake project: elsewhere than on Debian its headers are used where they were fetched.
if(NOT TARGET asio::asio)
  add_library(asio::asio INTERFACE IMPORTED)
  target_include_directories(asio::asio SYSTEM INTERFACE ${asio_SOURCE_DIR}/asio/include)
endif()

# Asio chooses how it allocates by a macro of the standard library that is there only after some header of that library: two
# sources would choose differently, and what one has allocated the other frees.
target_compile_definitions(asio::asio INTERFACE ASIO_DISABLE_STD_ALIGNED_ALLOC)

# What its header and its source must agree on. Without poll it refuses every connection whose descriptor is 1024 or more;
# `curl -d` sends JSON as a form by default, and it allows forms 8 KiB: the server's own limit counts.
target_compile_definitions(httplib PUBLIC
  CPPHTTPLIB_USE_POLL
  CPPHTTPLIB_FORM_URL_ENCODED_PAYLOAD_MAX_LENGTH=16777216)
