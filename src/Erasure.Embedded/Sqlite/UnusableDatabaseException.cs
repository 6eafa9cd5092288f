namespace Erasure.Embedded.Sqlite;

/// <summary>The file is no database of this program: broken, something else's, or another version's.</summary>
public sealed class UnusableDatabaseException(string message, Exception? inner = null) : IOException(message, inner);
