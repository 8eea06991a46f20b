#include "bin_server/tls/tls_identity.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <spdlog/fmt/fmt.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>

namespace hookloop {
namespace {

// Kept ones are made anew when they have less than this to live.
constexpr std::chrono::days kRenewedBefore{30};

// Clocks of machines differ: it is valid from a little while ago.
constexpr std::chrono::hours kBackdated{1};

template <auto free>
struct Free {
  template <typename T>
  void operator()(T* pointer) const {
    free(pointer);
  }
};
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;

Bio reader_of(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string text_of(BIO* bio) {
  const char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

// A key with a passphrase is none that a server can use: nobody is there to type it.
int no_passphrase(char*, int, int, void*) { return -1; }

Certificate certificate_of(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(reader_of(pem).get(), nullptr, no_passphrase, nullptr));
}

Key key_of(const std::string& pem) {
  return Key(PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr, no_passphrase, nullptr));
}

std::string fingerprint_of(const X509& certificate) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = digest.size();
  X509_digest(&certificate, EVP_sha256(), digest.data(), &size);
  std::string text;
  for (const unsigned char byte : digest) text += fmt::format("{}{:02X}", text.empty() ? "" : ":", byte);
  return text;
}

Timestamp time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return Timestamp(std::chrono::seconds(timegm(&parts)));
}

TlsIdentity identity_of(const X509& certificate, std::string certificate_pem, std::string key_pem) {
  return {std::move(certificate_pem), std::move(key_pem), fingerprint_of(certificate),
          time_of(X509_get0_notBefore(&certificate)), time_of(X509_get0_notAfter(&certificate))};
}

Result<std::string> read_file(const std::filesystem::path& file, const char* flag) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return Error{fmt::format("{} {} is a folder; it is a PEM file", flag, file.string())};
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{fmt::format("{} {} can not be read: {}", flag, file.string(), std::strerror(errno))};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

// What the certificate is for. A wildcard address is no name that anybody calls; the machine's own name is.
std::string names_of(const std::string& host) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  if (host == "0.0.0.0" || host == "::") {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0') names += fmt::format(",DNS:{}", name.data());
  } else if (host != "localhost" && host != "127.0.0.1" && host != "::1") {
    names += fmt::format(",{}:{}", is_address(host) ? "IP" : "DNS", host);
  }
  return names;
}

bool add_extension(X509& certificate, int name, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, name, value.c_str()));
  return extension && X509_add_ext(&certificate, extension.get(), -1) == 1;
}

// RFC 5280 section 4.1.2.2: unique, positive, at most 20 bytes.
bool set_serial_number(X509& certificate) {
  const Number number(BN_new());
  return number && BN_rand(number.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) != nullptr;
}

bool set_name(X509& certificate) {
  static constexpr std::string_view kName = "Hookloop bin_server, self-signed";
  X509_NAME* const name = X509_get_subject_name(&certificate);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(kName.data()),
                                    static_cast<int>(kName.size()), -1, 0) == 1 &&
         X509_set_issuer_name(&certificate, name) == 1;
}

bool set_time(ASN1_TIME* to, Timestamp time) {
  return ASN1_TIME_set(to, std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count()) != nullptr;
}

Certificate sign_certificate(EVP_PKEY& key, const std::string& host, Timestamp now) {
  Certificate certificate(X509_new());
  if (!certificate) return nullptr;
  X509& x = *certificate;
  const bool is_made =
      X509_set_version(&x, 2) == 1 && set_serial_number(x) && set_name(x) &&
      set_time(X509_getm_notBefore(&x), now - kBackdated) && set_time(X509_getm_notAfter(&x), now + kSelfSignedLife) &&
      X509_set_pubkey(&x, &key) == 1 && add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(x, NID_key_usage, "critical,digitalSignature") &&
      add_extension(x, NID_ext_key_usage, "serverAuth") && add_extension(x, NID_subject_key_identifier, "hash") &&
      add_extension(x, NID_subject_alt_name, names_of(host)) && X509_sign(&x, &key, EVP_sha256()) > 0;
  return is_made ? std::move(certificate) : nullptr;
}

// Whole or not at all, and never readable by others, not even for a moment.
std::optional<Error> write_file(const std::filesystem::path& file, const std::string& text, mode_t mode) {
  std::filesystem::path beside = file;
  beside += ".new";
  std::error_code error;
  std::filesystem::remove(beside, error);
  const int descriptor = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  const bool is_written =
      descriptor >= 0 && write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (descriptor >= 0) close(descriptor);
  if (is_written) std::filesystem::rename(beside, file, error);
  if (is_written && !error) return std::nullopt;
  return Error{fmt::format("can not write {}: {}", file.string(), error ? error.message() : std::strerror(errno))};
}

}  // namespace

Result<TlsIdentity> read_tls_identity(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  auto certificate_pem = read_file(certificate, "--tls-cert");
  if (!certificate_pem) return certificate_pem.error();
  auto key_pem = read_file(key, "--tls-key");
  if (!key_pem) return key_pem.error();
  const Certificate x = certificate_of(*certificate_pem);
  if (!x) return Error{fmt::format("--tls-cert {} holds no certificate as PEM", certificate.string())};
  const Key k = key_of(*key_pem);
  if (!k) {
    return Error{fmt::format("--tls-key {} holds no private key as PEM, or one with a passphrase", key.string())};
  }
  if (X509_check_private_key(x.get(), k.get()) != 1) {
    ERR_clear_error();
    return Error{fmt::format("the key {} does not fit the certificate {}", key.string(), certificate.string())};
  }
  return identity_of(*x, *std::move(certificate_pem), *std::move(key_pem));
}

Result<TlsIdentity> make_self_signed(const std::string& host, Timestamp now) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = key ? sign_certificate(*key, host, now) : nullptr;
  const Bio certificate_out(BIO_new(BIO_s_mem()));
  const Bio key_out(BIO_new(BIO_s_mem()));
  const bool is_made = certificate && certificate_out && key_out &&
                       PEM_write_bio_X509(certificate_out.get(), certificate.get()) == 1 &&
                       PEM_write_bio_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
  if (!is_made) {
    ERR_clear_error();
    return Error{fmt::format("no certificate could be made for {}; give one with --tls-cert and --tls-key", host)};
  }
  return identity_of(*certificate, text_of(certificate_out.get()), text_of(key_out.get()));
}

Result<TlsIdentity> keep_self_signed(const std::filesystem::path& folder, const std::string& host, Timestamp now) {
  const auto certificate_file = folder / "tls-cert.pem";
  const auto key_file = folder / "tls-key.pem";
  auto kept = read_tls_identity(certificate_file, key_file);
  const bool is_good = kept && is_for_host(*kept, host) && is_for_host(*kept, "localhost") && kept->not_before <= now &&
                       kept->not_after > now + kRenewedBefore;
  if (is_good) return kept;
  auto made = make_self_signed(host, now);
  if (!made) return made;
  // The key first: whatever stops it in between, a key and a certificate that do not fit are made anew.
  if (auto error = write_file(key_file, made->key_pem, S_IRUSR | S_IWUSR)) return *std::move(error);
  if (auto error = write_file(certificate_file, made->certificate_pem, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH)) {
    return *std::move(error);
  }
  return made;
}

bool is_for_host(const TlsIdentity& identity, const std::string& host) {
  const Certificate certificate = certificate_of(identity.certificate_pem);
  if (!certificate) return false;
  if (host == "0.0.0.0" || host == "::") return true;
  if (is_address(host)) return X509_check_ip_asc(certificate.get(), host.c_str(), 0) == 1;
  return X509_check_host(certificate.get(), host.data(), host.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) ==
         1;
}

std::optional<std::string> doubt_about(const TlsIdentity& identity, Timestamp now) {
  if (identity.not_after < now) {
    return fmt::format("the certificate expired on {}: most clients refuse it", to_rfc3339(identity.not_after));
  }
  if (identity.not_before > now) {
    return fmt::format("the certificate is not valid before {}: most clients refuse it",
                       to_rfc3339(identity.not_before));
  }
  return std::nullopt;
}

}  // namespace hookloop
