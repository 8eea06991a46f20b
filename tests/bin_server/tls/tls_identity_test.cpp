// Certificates and keys: read from files, made by ourselves, kept.
#include "bin_server/tls/tls_identity.h"

#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <string>

#include "tests/support/temp_dir.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

const Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 1 / 31}};

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

TlsIdentity self_signed(const std::string& host = "127.0.0.1", Timestamp now = kNow) {
  auto made = make_self_signed(host, now);
  REQUIRE(made);
  return *made;
}

}  // namespace

TEST_CASE("A certificate of our own is for this machine's names and for the host, and lasts a year", "[tls][unit]") {
  const TlsIdentity identity = self_signed("hooks.example");
  for (const char* host : {"localhost", "127.0.0.1", "::1", "hooks.example"}) CHECK(is_for_host(identity, host));
  CHECK_FALSE(is_for_host(identity, "other.example"));
  CHECK_FALSE(is_for_host(identity, "10.0.0.1"));
  CHECK(is_for_host(self_signed("10.0.0.1"), "10.0.0.1"));
  CHECK(identity.not_before <= kNow);
  CHECK(identity.not_after == kNow + std::chrono::days(365));
  CHECK(identity.fingerprint.size() == 32 * 3 - 1);
  CHECK(identity.fingerprint != self_signed("hooks.example").fingerprint);
}

TEST_CASE("A certificate and its key are read from files", "[tls][unit]") {
  const TempDir folder;
  const TlsIdentity identity = self_signed();
  write(folder.path() / "cert.pem", identity.certificate_pem);
  write(folder.path() / "key.pem", identity.key_pem);
  const auto read = read_tls_identity(folder.path() / "cert.pem", folder.path() / "key.pem");
  REQUIRE(read);
  CHECK(read->fingerprint == identity.fingerprint);
  CHECK(read->not_after == identity.not_after);
}

TEST_CASE("Which file is wrong, and why, is said", "[tls][unit]") {
  const TempDir folder;
  const auto certificate = folder.path() / "cert.pem";
  const auto key = folder.path() / "key.pem";
  write(certificate, self_signed().certificate_pem);
  const auto error = [&] {
    const auto read = read_tls_identity(certificate, key);
    REQUIRE_FALSE(read);
    return read.error().message;
  };
  CHECK(error().find("--tls-key " + key.string() + " can not be read: No such file") == 0);
  write(key, "rubbish");
  CHECK(error().find("--tls-key " + key.string() + " holds no private key as PEM") == 0);
  write(key, self_signed().key_pem);
  CHECK(error().find("does not fit the certificate") != std::string::npos);
  write(certificate, self_signed().key_pem);
  CHECK(error().find("--tls-cert " + certificate.string() + " holds no certificate as PEM") == 0);
}

TEST_CASE("A certificate of our own is kept, and its key is its owner's alone", "[tls][unit]") {
  const TempDir folder;
  const auto made = keep_self_signed(folder.path(), "127.0.0.1", kNow);
  REQUIRE(made);
  struct stat status {};
  REQUIRE(stat((folder.path() / "tls-key.pem").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  const auto again = keep_self_signed(folder.path(), "127.0.0.1", kNow + std::chrono::days(100));
  REQUIRE(again);
  CHECK(again->fingerprint == made->fingerprint);
}

TEST_CASE("One that ends soon, is for another host, or is damaged is made anew", "[tls][unit]") {
  const TempDir folder;
  const auto made = keep_self_signed(folder.path(), "127.0.0.1", kNow);
  REQUIRE(made);
  std::string host = "127.0.0.1";
  Timestamp now = kNow;
  SECTION("ends soon") { now = kNow + std::chrono::days(340); }
  SECTION("from the future") { now = kNow - std::chrono::days(1); }
  SECTION("another host") { host = "hooks.example"; }
  SECTION("damaged") { write(folder.path() / "tls-cert.pem", "rubbish"); }
  SECTION("another key") { write(folder.path() / "tls-key.pem", self_signed().key_pem); }
  const auto again = keep_self_signed(folder.path(), host, now);
  REQUIRE(again);
  CHECK(again->fingerprint != made->fingerprint);
  CHECK(is_for_host(*again, host));
}

TEST_CASE("A certificate that is over, or not valid yet, is doubted", "[tls][unit]") {
  const TlsIdentity identity = self_signed();
  CHECK_FALSE(doubt_about(identity, kNow));
  CHECK(doubt_about(identity, kNow + std::chrono::days(366))->find("expired") != std::string::npos);
  CHECK(doubt_about(identity, kNow - std::chrono::days(1))->find("not valid before") != std::string::npos);
}
