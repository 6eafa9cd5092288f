using Erasure.Core.Settings;

namespace Erasure.Core.Lake.Mappers;

/// <summary>A table of the Glue data catalog.</summary>
public sealed record CatalogTable
{
    /// <summary>The catalog: the id of the AWS account that owns it; our own where it isn't given.</summary>
    [Pattern("[0-9]{12}", "the 12 digits of an AWS account")]
    public string? Catalog { get; init; }

    /// <summary>Its database.</summary>
    [Pattern("[^\\x00-\\x1f\\x7f]{1,255}", "a name of up to 255 characters")]
    public required string Database { get; init; }

    /// <summary>Its name.</summary>
    [Pattern("[^\\x00-\\x1f\\x7f]{1,255}", "a name of up to 255 characters")]
    public required string Name { get; init; }
}
