using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.AspNetCore.Hosting;

namespace Erasure.Aws.Tests.Servers;

/// <summary>
/// Passes requests on to a gateway and enforces what AWS documents and Ceph 16 ignores: If-Match, with the ETag quoted, on puts,
/// completions and deletes (412, or 409 while another write of the key is under way), and the condition on a copy's source.
/// Tests can also have it tell a storage class, fail requests, or do something just before a request.
/// </summary>
/// <remarks>What is passed on is signed anew, since conditions that were checked here are taken out.</remarks>
internal sealed class StrictS3Proxy : IAsyncDisposable
{
    private readonly Uri gateway;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
    private readonly ConcurrentDictionary<string, byte> writing = new(StringComparer.Ordinal);
    private WebApplication? app;

    private StrictS3Proxy(Uri gateway) => this.gateway = gateway;

    public Uri Url { get; private set; } = null!;

    /// <summary>Asked before each request; an answer of its own ends the request there.</summary>
    public Func<HttpRequest, Task<int?>>? Before { get; set; }

    /// <summary>Headers that HEAD answers get in addition.</summary>
    public IReadOnlyDictionary<string, string> HeadHeaders { get; set; } = new Dictionary<string, string>();

    /// <summary>Requests that came, as method and query.</summary>
    public ConcurrentQueue<string> Seen { get; } = [];

    public static async Task<StrictS3Proxy> StartAsync(Uri gateway)
    {
        var proxy = new StrictS3Proxy(gateway);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        proxy.app = builder.Build();
        proxy.app.Run(proxy.HandleAsync);
        await proxy.app.StartAsync();
        proxy.Url = new Uri(proxy.app.Urls.Single());
        return proxy;
    }

    public void Reset()
    {
        Before = null;
        HeadHeaders = new Dictionary<string, string>();
        Seen.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        Seen.Enqueue($"{request.Method} {request.QueryString}");
        if (Before is { } before && await before(request) is { } status)
        {
            await RefuseAsync(context, status, status == 503 ? "SlowDown" : "AccessDenied");
            return;
        }

        string path = target.Split('?')[0];
        string? ifMatch = request.Headers.IfMatch.FirstOrDefault();
        bool guarded = ifMatch is not null && (request.Method == "PUT" || request.Method == "DELETE" || (request.Method == "POST" && request.Query.ContainsKey("uploadId")));
        if (guarded && !writing.TryAdd(path, 0))
        {
            await RefuseAsync(context, 409, "ConditionalRequestConflict");
            return;
        }

        try
        {
            if (guarded && !await MatchesAsync(path, ifMatch!, context))
            {
                return;
            }

            if (request.Headers.TryGetValue("x-amz-copy-source-if-match", out Microsoft.Extensions.Primitives.StringValues source)
                && !await SourceMatchesAsync(request.Headers["x-amz-copy-source"].ToString(), source.ToString()))
            {
                await RefuseAsync(context, 412, "PreconditionFailed");
                return;
            }

            await ForwardAsync(context, target, guarded);
        }
        finally
        {
            if (guarded)
            {
                writing.TryRemove(path, out _);
            }
        }
    }

    private static async Task RefuseAsync(HttpContext context, int status, string code)
    {
        // The body is read, or the client would find its connection reset while it still sends.
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        if (context.Request.Method != "HEAD")
        {
            await context.Response.WriteAsync($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message><RequestId>proxy</RequestId></Error>");
        }
    }

    private async Task<bool> MatchesAsync(string path, string ifMatch, HttpContext context)
    {
        string? etag = await ETagAsync(path);
        if (etag is null)
        {
            await RefuseAsync(context, 404, "NoSuchKey");
            return false;
        }

        if (etag != ifMatch)
        {
            await RefuseAsync(context, 412, "PreconditionFailed");
            return false;
        }

        return true;
    }

    private async Task<bool> SourceMatchesAsync(string source, string etag) => await ETagAsync(source, twice: true) == etag;

    /// <summary>The ETag of what is there now, asked of the gateway with the test's own credentials.</summary>
    private async Task<string?> ETagAsync(string pathAndVersion, bool twice = false)
    {
        string[] pathAndQuery = pathAndVersion.Split("?versionId=");
        string[] parts = Uri.UnescapeDataString(twice ? Uri.UnescapeDataString(pathAndQuery[0]) : pathAndQuery[0]).TrimStart('/').Split('/', 2);
        string? version = pathAndQuery.Length > 1 ? pathAndQuery[1] : null;
        using var s3 = CephFixture.ClientOf(new() { Bucket = "", Endpoint = gateway });
        try
        {
            return (await s3.GetObjectMetadataAsync(new() { BucketName = parts[0], Key = parts[1], VersionId = version })).ETag;
        }
        catch (Amazon.S3.AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task ForwardAsync(HttpContext context, string target, bool guarded)
    {
        HttpRequest request = context.Request;
        using var forward = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(gateway, target));
        if (request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            forward.Content = new StreamContent(request.Body);
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers)
        {
            if (guarded && name is "If-Match" or "Authorization")
            {
                // Checked. Ceph 16 would compare it with the ETag without its quotation marks.
                continue;
            }

            if (!forward.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                forward.Content ??= new ByteArrayContent([]);
                forward.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        SignatureV4.Sign(forward, target, "test", "testsecret");
        using HttpResponseMessage answer = await client.SendAsync(forward, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not "Transfer-Encoding" and not "Connection")
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (request.Method == "HEAD")
        {
            foreach ((string name, string value) in HeadHeaders)
            {
                context.Response.Headers[name] = value;
            }

            return;
        }

        await answer.Content.CopyToAsync(context.Response.Body);
    }
}
