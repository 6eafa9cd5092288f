using System.ComponentModel;

namespace Erasure.Api.Mappers;

/// <summary>All data mappers.</summary>
[Description("All data mappers, by id.")]
internal sealed record DataMapperListBody(IReadOnlyList<DataMapperBody> Mappers);
