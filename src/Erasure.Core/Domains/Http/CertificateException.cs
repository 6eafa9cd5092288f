using System.Net.Security;
using System.Security.Authentication;

namespace Erasure.Core.Domains.Http;

/// <summary>The other side's certificate has expired, is another host's, or nobody whom this machine trusts vouches for it.</summary>
internal sealed class CertificateException(SslPolicyErrors errors) : AuthenticationException($"The other side's certificate is refused: {errors}.");
