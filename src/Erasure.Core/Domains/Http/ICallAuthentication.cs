namespace Erasure.Core.Domains.Http;

/// <summary>Proves to a domain who is calling.</summary>
internal interface ICallAuthentication
{
    /// <summary>Adds the proof to a request.</summary>
    /// <returns>Null, or why there is no proof.</returns>
    ValueTask<CallResult?> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>The domain refused the proof: drops it, if there can be a newer one.</summary>
    /// <returns>True where another attempt would carry another proof.</returns>
    bool Forget();
}
