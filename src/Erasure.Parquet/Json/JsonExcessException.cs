namespace Erasure.Parquet.Json;

/// <summary>A record that holds more than can be asked.</summary>
/// <param name="mistake">What it does, as the rest of a sentence about it.</param>
internal sealed class JsonExcessException(string mistake) : Exception(mistake);
