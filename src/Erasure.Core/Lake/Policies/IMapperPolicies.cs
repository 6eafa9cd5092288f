using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Lake.Policies;

/// <summary>Writes the least that must be allowed for a mapper. The one source of it: command line, API and infrastructure take it from here.</summary>
public interface IMapperPolicies
{
    /// <summary>The policies of a located mapper.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="principal">ARN of the host's role; where it is given, the policies of the bucket and of its key come too, for a bucket of another account.</param>
    MapperPolicies Of(DataMapper mapper, string? principal);
}

/// <summary>The policies of a mapper.</summary>
public sealed record MapperPolicies
{
    /// <summary>For the host's role.</summary>
    public required PolicyDocument Host { get; init; }

    /// <summary>For the role that the mapper takes on; null where it takes on none.</summary>
    public PolicyDocument? Role { get; init; }

    /// <summary>For the bucket, if it is another account's; null where the host's role wasn't named.</summary>
    public PolicyDocument? Bucket { get; init; }

    /// <summary>For the KMS key of the bucket's objects, if it is another account's; null where the host's role wasn't named.</summary>
    public PolicyDocument? Key { get; init; }
}
