using Erasure.Core.Settings;

namespace Erasure.Core.Domains.Http;

/// <summary>One call of a domain's API. <c>submit</c> and <c>check</c> differ in the defaults of method, path and body.</summary>
public sealed record HttpCallConfiguration
{
    /// <summary>HTTP method.</summary>
    [Pattern("[A-Z]{1,20}", "an HTTP method, such as POST")]
    public string Method { get; init; } = "";

    /// <summary>Path and query below the domain's address. <c>{erasure_id}</c>, <c>{attempt}</c> and <c>{</c>any identifier's name<c>}</c> are replaced, percent-encoded.</summary>
    [Pattern("/[^#\\s]*", "a path that begins with a slash, without a fragment")]
    public string Path { get; init; } = "";

    /// <summary>Send the documented JSON body.</summary>
    public bool Body { get; init; }

    /// <summary>Status codes that mean done, unless the body says otherwise; default 200 and 204.</summary>
    [Between(200, 499)]
    public IReadOnlyList<int> Erased { get; init; } = [200, 204];

    /// <summary>Status codes that mean under way, unless the body says otherwise; default 201 and 202.</summary>
    [Between(200, 499)]
    public IReadOnlyList<int> Pending { get; init; } = [201, 202];

    /// <summary>Status codes that mean that the domain holds nothing of this person; default none.</summary>
    [Between(200, 499)]
    public IReadOnlyList<int> NothingFound { get; init; } = [];
}
