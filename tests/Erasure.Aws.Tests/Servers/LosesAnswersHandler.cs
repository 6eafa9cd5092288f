using Amazon.Runtime;

namespace Erasure.Aws.Tests.Servers;

/// <summary>Sends the first request of a kind and loses its answer.</summary>
internal sealed class LosesAnswersHandler(HttpMessageHandler inner, Func<HttpRequestMessage, bool> isOfKind) : DelegatingHandler(inner)
{
    /// <summary>Of an operation of the JSON protocol.</summary>
    public LosesAnswersHandler(HttpMessageHandler inner, string operation)
        : this(inner, request => request.Headers.TryGetValues("X-Amz-Target", out IEnumerable<string>? targets) && targets.Single().EndsWith(operation, StringComparison.Ordinal))
    {
    }

    public int Lost { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        if (Lost > 0 || !isOfKind(request))
        {
            return answer;
        }

        Lost++;
        answer.Dispose();
        throw new HttpRequestException("The connection broke.", new IOException("The connection broke."));
    }
}

/// <summary>Gives the SDK one handler of the test's own.</summary>
internal sealed class OneClient(HttpMessageHandler handler) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);
}
