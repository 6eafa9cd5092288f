using System.Text.Json.Serialization;

namespace Erasure.Core.Domains;

/// <summary>How a domain erases; <c>type</c> says which <see cref="IConnectorKind"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
public abstract record ConnectorConfiguration;
