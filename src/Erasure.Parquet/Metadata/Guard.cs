namespace Erasure.Parquet.Metadata;

/// <summary>Turns whatever goes wrong in the bytes of a chunk into a coded refusal that says where.</summary>
internal static class Guard
{
    /// <summary>Whether the failure comes from what the file holds, and so has to become a refusal.</summary>
    public static bool IsFault(Exception failure) =>
        failure is RefusedException or IndexOutOfRangeException or ArgumentException or OverflowException or InvalidDataException or InvalidCastException;

    /// <summary>The refusal. Faults that no check foresaw are corruption too; their text could hold anything and is left out.</summary>
    public static RefusedException Refuse(Exception failure, int rowGroup, string column) => failure is RefusedException refusal
        ? refusal.At($"Row group {rowGroup}, column {column}")
        : new RefusedException(RefusalCode.Corrupt, $"Row group {rowGroup}, column {column}: the bytes contradict themselves ({failure.GetType().Name}).", failure);
}
