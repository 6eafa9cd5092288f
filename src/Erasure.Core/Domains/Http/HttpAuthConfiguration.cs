using System.Text.Json.Serialization;

namespace Erasure.Core.Domains.Http;

/// <summary>How calls prove who we are; <c>type</c> says which way.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ApiKeyAuthConfiguration), "api-key")]
[JsonDerivedType(typeof(OAuthConfiguration), "oauth")]
public abstract record HttpAuthConfiguration;
