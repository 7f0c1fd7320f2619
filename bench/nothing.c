/* nothing: the smallest program that the C library starts: what no shell beats. */

int
main(void)
{
	return 0;
}
