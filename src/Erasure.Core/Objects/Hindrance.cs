using System.Text.Json.Serialization;

namespace Erasure.Core.Objects;

/// <summary>Why an object can't be erased from now, though nothing is wrong with it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Retained), "retained")]
[JsonDerivedType(typeof(Archived), "archived")]
public abstract record Hindrance
{
    private Hindrance()
    {
    }

    /// <summary>The store keeps it by law or rule: an object lock, a legal hold. Reported as withheld.</summary>
    /// <param name="Until">When it can go; null where nobody knows, as with a legal hold.</param>
    public sealed record Retained(DateTimeOffset? Until) : Hindrance;

    /// <summary>It lies in an archive and must be restored before it can be read.</summary>
    /// <param name="Restoring">A restore has been asked for and isn't done yet.</param>
    public sealed record Archived(bool Restoring) : Hindrance;
}
