namespace Erasure.Core.Domains.Http;

/// <summary>A fixed secret in a header; or no proof at all, where there is no header.</summary>
internal sealed class HeaderAuthentication(string? header, string value) : ICallAuthentication
{
    public ValueTask<CallResult?> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return ValueTask.FromResult<CallResult?>(null);
    }

    public bool Forget() => false;
}
