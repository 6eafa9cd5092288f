namespace Erasure.Benchmarks.Wire;

/// <summary>What one erasure moved.</summary>
/// <param name="Name">Which rows.</param>
/// <param name="Rows">Rows that went.</param>
/// <param name="Size">Bytes of the object.</param>
/// <param name="ColumnBytes">Bytes of the pages of the columns that were asked, over all row groups.</param>
/// <param name="Find">Finding.</param>
/// <param name="Rewrite">Planning, checking and replacing.</param>
/// <param name="Verify">Verifying: reads every value of those columns.</param>
internal sealed record WireCase(string Name, long Rows, long Size, long ColumnBytes, WireStep Find, WireStep Rewrite, WireStep Verify);

/// <summary>What one step moved.</summary>
/// <param name="Down">Bytes of objects that came over the wire.</param>
/// <param name="Up">Bytes of objects that went over the wire.</param>
/// <param name="Copied">Bytes that the server copied by itself.</param>
/// <param name="Checked">Bytes of the original that came over the wire again, for the check of the successor; not among <paramref name="Down"/>.</param>
/// <param name="CheckReads">Requests that they came in.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record WireStep(long Down, long Up, long Copied, long Checked, long CheckReads, double Seconds);
