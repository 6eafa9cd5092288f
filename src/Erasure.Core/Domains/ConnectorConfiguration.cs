using System.Text.Json.Serialization;
using Erasure.Core.Domains.Http;

namespace Erasure.Core.Domains;

/// <summary>How a domain erases; <c>type</c> says which connector.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(HttpConnectorConfiguration), "http")]
[JsonDerivedType(typeof(LakeConnectorConfiguration), "lake")]
public abstract record ConnectorConfiguration;
