using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;

namespace Erasure.Core.Tests.Domains;

/// <summary>Domains and token endpoints whose certificates are refused.</summary>
public sealed class CertificateTests : HttpConnectorFixture
{
    [Theory]
    [InlineData("127.0.0.1", 1)]
    [InlineData("127.0.0.1", -1)]
    [InlineData("192.0.2.1", 1)]
    public async Task A_certificate_that_is_refused_is_called_that(string host, int daysLeft)
    {
        using X509Certificate2 certificate = Certificate(host, daysLeft);
        await using DomainServer server = await DomainServer.StartAsync(certificate);
        server.Answer(200);
        HttpConnectorConfiguration options = Options() with { Url = server.Url };

        Assert.Equal(new Outcome.Failed("certificate", Retryable: true), await SubmitAsync(options));
        Assert.Equal(new Outcome.Failed("certificate", Retryable: true), await CheckAsync(options));
        Assert.Empty(server.Calls);
        IReadOnlyList<DomainCall> calls = await Calls.ListAsync(Erasure.ErasureId, "orders", CancellationToken.None);
        Assert.Equal([("certificate", null), ("certificate", null)], calls.Select(call => (call.Code, call.Status)));
    }

    [Fact]
    public async Task A_token_endpoint_s_is_called_that_too()
    {
        using X509Certificate2 certificate = Certificate("127.0.0.1", daysLeft: 1);
        await using DomainServer login = await DomainServer.StartAsync(certificate);

        Outcome outcome = await SubmitAsync(Options() with { Auth = new OAuthConfiguration { TokenUrl = login.Url, ClientId = "us", ClientSecretVariable = "KEY" } });

        Assert.Equal(new Outcome.Failed("certificate", Retryable: true), outcome);
        Assert.Empty(Server.Calls);
    }

    [Fact]
    public async Task A_domain_that_speaks_no_TLS_is_none_that_has_a_bad_certificate() =>
        Assert.Equal(new Outcome.Failed("network", Retryable: true), await SubmitAsync(Options() with { Url = Server.Url.Replace("http:", "https:", StringComparison.Ordinal) }));

    private static X509Certificate2 Certificate(string host, int daysLeft)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=domain", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Parse(host));
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(daysLeft));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
